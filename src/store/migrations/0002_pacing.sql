CREATE TABLE "write_counts" (
	"installation_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"start" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "write_counts_installation_id_start_kind_pk" PRIMARY KEY("installation_id","start","kind")
);
--> statement-breakpoint
CREATE TABLE "write_paces" (
	"installation_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"last_due" timestamp with time zone,
	CONSTRAINT "write_paces_installation_id_kind_pk" PRIMARY KEY("installation_id","kind")
);
--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "write_counts_by_time" ON "write_counts" USING btree ("start");