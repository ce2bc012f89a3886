-- What has to reach whom, one row per issue, recipient and target of the configuration: waiting, failed, delivered or acknowledged.
-- `sha256` is the manifest's of what was handed over; `day_attempts` counts those of the day `changed_on`.

create table deliver.dispatch (
    issue_id integer not null,
    recipient varchar not null,
    target varchar not null,
    state varchar not null,
    attempts integer not null,
    changed_on date not null,
    error_code varchar not null,
    sha256 varchar not null,
    day_attempts integer not null
);
