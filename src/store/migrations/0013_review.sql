ALTER TABLE "pulls" ADD COLUMN "is_draft" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "by_bot" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "review" jsonb;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "reasons" jsonb DEFAULT '{}'::jsonb NOT NULL;