CREATE TABLE "organisations" (
	"installation_id" bigint PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"policy_source" text,
	"readable_source" text
);
--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "head_approved_by_contact" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "policy_digest" text;