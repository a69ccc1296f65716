CREATE TABLE "baselines" (
	"repository_id" bigint PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"places" json NOT NULL,
	"due" timestamp with time zone,
	"told_at" timestamp with time zone,
	"issue" integer
);
--> statement-breakpoint
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;