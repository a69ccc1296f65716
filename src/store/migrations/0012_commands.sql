CREATE TABLE "commands" (
	"repository_id" bigint NOT NULL,
	"comment_id" bigint NOT NULL,
	"issue_number" integer NOT NULL,
	"on_pull" boolean NOT NULL,
	"actor" text NOT NULL,
	"actor_is_bot" boolean NOT NULL,
	"asked" json NOT NULL,
	"reaction" text,
	"answer" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "commands_repository_id_comment_id_pk" PRIMARY KEY("repository_id","comment_id")
);
--> statement-breakpoint
CREATE TABLE "overrides" (
	"repository_id" bigint NOT NULL,
	"pull_number" integer NOT NULL,
	"debt_id" uuid NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "overrides_repository_id_pull_number_debt_id_pk" PRIMARY KEY("repository_id","pull_number","debt_id")
);
--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "class_command" jsonb;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "class_changes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "pulls" ADD COLUMN "removes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "commands" ADD CONSTRAINT "commands_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "overrides" ADD CONSTRAINT "overrides_debt_id_debts_id_fk" FOREIGN KEY ("debt_id") REFERENCES "public"."debts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "commands_by_issue" ON "commands" USING btree ("repository_id","issue_number");--> statement-breakpoint
CREATE INDEX "commands_by_time" ON "commands" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "overrides_by_debt" ON "overrides" USING btree ("debt_id");