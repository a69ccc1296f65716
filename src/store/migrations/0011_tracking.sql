CREATE TABLE "dashboards" (
	"repository_id" bigint PRIMARY KEY NOT NULL,
	"issue_number" integer,
	"written" text,
	"doubts" integer DEFAULT 0 NOT NULL,
	"facts" text,
	"changes_at" timestamp with time zone,
	"is_required" boolean
);
--> statement-breakpoint
CREATE TABLE "debt_notes" (
	"debt_id" uuid PRIMARY KEY NOT NULL,
	"noticed_at" timestamp with time zone,
	"next_at" timestamp with time zone,
	"reason_closed_at" timestamp with time zone,
	"tested" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_repository_id_repositories_id_fk" FOREIGN KEY ("repository_id") REFERENCES "public"."repositories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debt_notes" ADD CONSTRAINT "debt_notes_debt_id_debts_id_fk" FOREIGN KEY ("debt_id") REFERENCES "public"."debts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dashboards_due" ON "dashboards" USING btree ("changes_at") WHERE "dashboards"."changes_at" is not null;--> statement-breakpoint
CREATE INDEX "debt_notes_due" ON "debt_notes" USING btree ("next_at") WHERE "debt_notes"."next_at" is not null;--> statement-breakpoint
-- What stands already is looked at by the next sweep.
INSERT INTO "debt_notes" ("debt_id", "next_at") SELECT "id", 'epoch' FROM "debts" WHERE "state" IN ('active', 'overdue');
