-- What each layer should have paid: per settlement and layer beside what was reported, and what is carried into the next month.

create table settle.entitlement (
    person_id bigint not null,
    year integer not null,
    month integer not null,
    row_id bigint not null,
    layer varchar not null,
    base decimal(16,2) not null,
    accumulated_before decimal(16,2) not null,
    entitled decimal(16,2) not null,
    reported decimal(16,2) not null,
    scheme integer not null,
    pack_version varchar not null,
    run integer not null
);

create table settle.entitlement_state (
    person_id bigint not null,
    year integer not null,
    layer varchar not null,
    accumulated decimal(16,2) not null,
    paid decimal(16,2) not null
);

-- What decides whether a layer can reach a person at all. Years settled before are settled again.
alter table settle.burden add column eligible decimal(16,2) default 0;
alter table settle.burden add column noted integer default 0;
update settle.progress set basis = '';
