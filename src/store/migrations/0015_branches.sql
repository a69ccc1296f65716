CREATE TABLE "watched_branches" (
	"repository_id" bigint NOT NULL,
	"branch" text NOT NULL,
	"synced_sha" text,
	CONSTRAINT "watched_branches_repository_id_branch_pk" PRIMARY KEY("repository_id","branch")
);
--> statement-breakpoint
ALTER TABLE "debts" ADD COLUMN "branch" text;--> statement-breakpoint
ALTER TABLE "debts" ADD COLUMN "elsewhere" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "watched_branches" ADD CONSTRAINT "watched_branches_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;