ALTER TABLE "debts" ALTER COLUMN "reason_issue" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "debts" ALTER COLUMN "pull_number" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "debts" ADD COLUMN "pushed_sha" text;