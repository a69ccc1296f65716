CREATE TABLE "refusals" (
	"job" uuid PRIMARY KEY NOT NULL,
	"queue" text NOT NULL,
	"repository" text,
	"pull" integer,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "refusals_by_time" ON "refusals" USING btree ("at");