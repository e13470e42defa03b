-- A file of version 3 as version 2 left it.
ALTER TABLE attempts DROP COLUMN reported_by;
ALTER TABLE attempts DROP COLUMN inference_geo;
ALTER TABLE attempts DROP COLUMN units;
ALTER TABLE attempts DROP COLUMN video_output;
ALTER TABLE attempts DROP COLUMN image_output;
ALTER TABLE attempts DROP COLUMN audio_output;
ALTER TABLE attempts DROP COLUMN image_cache_read;
ALTER TABLE attempts DROP COLUMN audio_cache_read;
ALTER TABLE attempts DROP COLUMN video_input;
ALTER TABLE attempts DROP COLUMN image_input;
ALTER TABLE attempts DROP COLUMN audio_input;
ALTER TABLE providers DROP COLUMN prices;
ALTER TABLE providers DROP COLUMN paths;
ALTER TABLE providers DROP COLUMN inject_usage;
