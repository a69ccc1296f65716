CREATE TABLE "merge_groups" (
	"repository_id" bigint NOT NULL,
	"head_sha" text NOT NULL,
	"head_ref" text NOT NULL,
	"base_sha" text NOT NULL,
	"base_ref" text NOT NULL,
	"pull_numbers" jsonb NOT NULL,
	"evidence" jsonb,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "merge_groups_repository_id_head_sha_pk" PRIMARY KEY("repository_id","head_sha")
);
--> statement-breakpoint
ALTER TABLE "merge_groups" ADD CONSTRAINT "merge_groups_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;