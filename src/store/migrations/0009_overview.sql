ALTER TABLE "repositories" ADD COLUMN "visibility" text DEFAULT 'private' NOT NULL;--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "check_required" boolean;