ALTER TABLE "pulls" ALTER COLUMN "author_can_write" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "checks" ADD COLUMN "run" jsonb;