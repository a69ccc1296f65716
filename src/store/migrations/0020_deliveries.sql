CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"arrived_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"deliveries" uuid[] NOT NULL,
	"packed" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "delivery_batches" ALTER COLUMN "packed" SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE INDEX "deliveries_by_time" ON "deliveries" USING brin ("arrived_at");
