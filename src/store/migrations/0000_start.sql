CREATE TABLE "blob_facts" (
	"sha" text NOT NULL,
	"language" text NOT NULL,
	"engine" text NOT NULL,
	"extraction" json,
	CONSTRAINT "blob_facts_sha_language_engine_pk" PRIMARY KEY("sha","language","engine")
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"repository_id" bigint NOT NULL,
	"head_sha" text NOT NULL,
	"check_run_id" bigint,
	"written" text,
	CONSTRAINT "checks_repository_id_head_sha_pk" PRIMARY KEY("repository_id","head_sha")
);
--> statement-breakpoint
CREATE TABLE "debt_places" (
	"debt_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"rule" text NOT NULL,
	"path" text NOT NULL,
	"range" jsonb NOT NULL,
	"fingerprint" text NOT NULL,
	"what" text NOT NULL,
	"service" text,
	CONSTRAINT "debt_places_debt_id_position_pk" PRIMARY KEY("debt_id","position")
);
--> statement-breakpoint
CREATE TABLE "debts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"repository_id" bigint NOT NULL,
	"state" text NOT NULL,
	"reason_issue" integer NOT NULL,
	"reason" text NOT NULL,
	"remove_after" text NOT NULL,
	"remove_by" timestamp with time zone,
	"requested_time_box" text NOT NULL,
	"time_box" text NOT NULL,
	"pull_number" integer NOT NULL,
	"tracking_issue" integer,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"deadline" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"seen_sha" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pulls" (
	"repository_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"head_sha" text NOT NULL,
	"head_ref" text NOT NULL,
	"base_ref" text NOT NULL,
	"labels" jsonb NOT NULL,
	"author" text NOT NULL,
	"author_can_write" boolean NOT NULL,
	"approved_by_contact" boolean NOT NULL,
	"approved_by_writer" boolean NOT NULL,
	"open" boolean NOT NULL,
	"merged_at" timestamp with time zone,
	"merge_commit_sha" text,
	"quiet_sha" text,
	"checklist_id" bigint,
	"evidence" jsonb,
	CONSTRAINT "pulls_repository_id_number_pk" PRIMARY KEY("repository_id","number")
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"id" bigint PRIMARY KEY NOT NULL,
	"installation_id" bigint NOT NULL,
	"reachable" boolean DEFAULT true NOT NULL,
	"restored" boolean DEFAULT false NOT NULL,
	"owner" text NOT NULL,
	"owned_by_organization" boolean NOT NULL,
	"name" text NOT NULL,
	"default_branch" text NOT NULL,
	"html_url" text NOT NULL,
	"synced_sha" text,
	"policy_sha" text,
	"policy_source" text
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"repository_id" bigint NOT NULL,
	"commit_sha" text NOT NULL,
	"settings" text NOT NULL,
	"result" json NOT NULL,
	CONSTRAINT "scans_repository_id_commit_sha_settings_pk" PRIMARY KEY("repository_id","commit_sha","settings")
);
--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debt_places" ADD CONSTRAINT "debt_places_debt_id_debts_id_fk" FOREIGN KEY ("debt_id") REFERENCES "public"."debts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debts" ADD CONSTRAINT "debts_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pulls" ADD CONSTRAINT "pulls_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scans" ADD CONSTRAINT "scans_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "debts_one_active_per_issue" ON "debts" USING btree ("repository_id","reason_issue") WHERE "debts"."state" in ('active', 'overdue');--> statement-breakpoint
CREATE UNIQUE INDEX "debts_one_proposal_per_pull" ON "debts" USING btree ("repository_id","pull_number","reason_issue");--> statement-breakpoint
CREATE INDEX "debts_due" ON "debts" USING btree ("deadline") WHERE "debts"."state" = 'active';--> statement-breakpoint
CREATE INDEX "debts_by_repository" ON "debts" USING btree ("repository_id","state");--> statement-breakpoint
CREATE INDEX "debts_by_reason" ON "debts" USING btree ("repository_id","reason_issue");--> statement-breakpoint
CREATE INDEX "debts_by_tracking_issue" ON "debts" USING btree ("repository_id","tracking_issue");--> statement-breakpoint
CREATE INDEX "pulls_by_head" ON "pulls" USING btree ("repository_id","head_sha");