-- How far each source of the bureau's databases has been read, one row per batch that went further; and by their content the
-- rows at that edge, which the next load is given once more.

create table intake.source_mark (
    source varchar not null,
    batch_id integer not null,
    column_name varchar not null,
    reached varchar not null
);

create table intake.source_read (
    source varchar not null,
    content varchar not null
);
