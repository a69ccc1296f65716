ALTER TABLE "blob_facts" ADD COLUMN "used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "scans" ADD COLUMN "used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "blob_facts_by_use" ON "blob_facts" USING btree ("used_at");--> statement-breakpoint
CREATE INDEX "scans_by_use" ON "scans" USING btree ("used_at");