-- The warehouse as first laid out: a schema per stage, history that only grows, derived tables beside it.
-- Amounts of settlements are yuan, DECIMAL(16,2), under the national column names.

create schema intake;
create schema warehouse;
create schema settle;
create schema screen;
create schema lists;
create schema deliver;

create table intake.load_batch (
    batch_id integer not null,
    kind varchar not null,
    file_name varchar not null,
    sha256 varchar not null,
    file_bytes bigint not null,
    format varchar not null,
    encoding varchar not null,
    as_of date,
    loaded_on date not null,
    records bigint not null,
    accepted bigint not null,
    rejected bigint not null,
    duplicate bigint not null
);

create table intake.rejected (
    batch_id integer not null,
    record bigint not null,
    line bigint not null,
    column_name varchar not null,
    code varchar not null,
    reason varchar not null,
    row_key varchar,
    raw varchar not null
);

create table warehouse.settlement (
    row_id bigint not null,
    setl_id varchar not null,
    init_setl_id varchar,
    mdtrt_id varchar,
    person_id bigint not null,
    psn_no varchar,
    psn_name varchar,
    insutype varchar,
    psn_type varchar,
    med_type varchar not null,
    setl_time timestamp not null,
    setl_month integer not null,
    begndate date,
    enddate date,
    insu_admdvs varchar,
    fix_blng_admdvs varchar,
    fixmedins_code varchar,
    hosp_lv varchar,
    pay_loc varchar,
    dise_no varchar,
    refd_setl_flag boolean not null,
    is_valid boolean not null,
    updt_time timestamp,
    medfee_sumamt decimal(16,2) not null,
    fulamt_ownpay_amt decimal(16,2) not null,
    overlmt_selfpay decimal(16,2) not null,
    preselfpay_amt decimal(16,2) not null,
    inscp_amt decimal(16,2) not null,
    act_pay_dedc decimal(16,2),
    hifp_pay decimal(16,2) not null,
    hifmi_pay decimal(16,2) not null,
    hifob_pay decimal(16,2) not null,
    maf_pay decimal(16,2) not null,
    cvlserv_pay decimal(16,2) not null,
    hifes_pay decimal(16,2) not null,
    hifdm_pay decimal(16,2) not null,
    othfund_pay decimal(16,2) not null,
    fund_pay_sumamt decimal(16,2) not null,
    psn_pay decimal(16,2) not null,
    acct_pay decimal(16,2),
    cash_payamt decimal(16,2),
    ownpay_hosp_part decimal(16,2) not null
);

create table warehouse.repeated_settlement (
    setl_id varchar not null
);

create table warehouse.standing (
    row_id bigint not null,
    standing varchar not null,
    counts_at timestamp
);

create table warehouse.identifier (
    person_id bigint not null,
    kind varchar not null,
    value varchar not null
);

create table warehouse.alias (
    alias_id bigint not null,
    person_id bigint not null
);

create table warehouse.person_row (
    row_id bigint not null,
    as_of date not null,
    person_id bigint not null,
    certno varchar,
    psn_no varchar,
    psn_name varchar not null,
    gend varchar,
    brdy date,
    insutype varchar,
    psn_insu_stas varchar,
    psn_insu_date date,
    paus_insu_date date,
    place_id integer not null,
    resdbook_no varchar,
    mob varchar,
    addr varchar
);

create table warehouse.place (
    place_id integer not null,
    insu_admdvs varchar not null,
    county varchar not null,
    township varchar not null,
    village varchar not null,
    region_code varchar not null
);

create table warehouse.identity_row (
    row_id bigint not null,
    as_of date,
    person_id bigint not null,
    psn_name varchar,
    identity varchar not null,
    begndate date,
    enddate date,
    source varchar not null,
    tag varchar,
    learned_on date not null
);

create table warehouse.identity_span (
    person_id bigint not null,
    identity varchar not null,
    begins date not null,
    ends date not null,
    learned_on date not null
);

create table warehouse.household_row (
    row_id bigint not null,
    as_of date not null,
    resdbook_no varchar not null,
    person_id bigint,
    year integer,
    income decimal(16,2),
    asset_check varchar
);

create table warehouse.region_row (
    row_id bigint not null,
    as_of date not null,
    code varchar not null,
    name varchar not null,
    level varchar not null,
    parent varchar
);

create table warehouse.referral_row (
    row_id bigint not null,
    person_id bigint not null,
    kind varchar not null,
    begndate date not null,
    enddate date,
    mdtrtarea_admdvs varchar
);

create table warehouse.chronic_row (
    row_id bigint not null,
    person_id bigint not null,
    opsp_dise_code varchar not null,
    begndate date not null,
    enddate date
);

create table settle.progress (
    year integer not null,
    through_month integer not null,
    basis varchar not null
);

create table settle.run (
    run integer not null,
    year integer not null,
    from_month integer not null,
    to_month integer not null,
    is_whole_year boolean not null
);

create table settle.recomputed (
    run integer not null,
    year integer not null,
    person_id bigint not null
);

create table settle.dirty (
    person_id bigint not null,
    year integer not null
);

create table settle.burden (
    person_id bigint not null,
    year integer not null,
    month integer not null,
    medfee decimal(16,2) not null,
    in_scope decimal(16,2) not null,
    basic decimal(16,2) not null,
    catastrophic decimal(16,2) not null,
    assistance decimal(16,2) not null,
    other_funds decimal(16,2) not null,
    hospital decimal(16,2) not null,
    self_pay decimal(16,2) not null,
    own_expense decimal(16,2) not null,
    preself decimal(16,2) not null,
    burden decimal(16,2) not null,
    settlements integer not null,
    clamped integer not null,
    insutype integer,
    insu_admdvs integer,
    insurance varchar not null,
    identity varchar,
    county_code varchar,
    township_code varchar,
    run integer not null
);

create table screen.warning (
    person_id bigint not null,
    rule varchar not null,
    month integer not null,
    measure varchar not null,
    amount decimal(16,2) not null,
    threshold decimal(16,2) not null,
    over_by decimal(16,2) not null,
    first_month integer,
    status varchar not null,
    early_watch boolean not null,
    early_reason varchar not null,
    previous_amount decimal(16,2),
    correction_cause varchar not null
);

create table lists.issue (
    issue_id integer not null,
    month integer not null,
    version integer not null,
    issued_on date not null,
    pack_version varchar not null,
    program_version varchar not null,
    draft boolean not null,
    official_rows integer not null,
    early_rows integer not null,
    withdrawn_rows integer not null,
    rows_sha256 varchar not null,
    frozen varchar not null
);

create table lists.issue_row (
    issue_id integer not null,
    row_no integer not null,
    person_id bigint not null,
    rule varchar not null,
    measure varchar not null,
    amount decimal(16,2) not null,
    threshold decimal(16,2) not null,
    status varchar not null,
    early_watch boolean not null,
    frozen varchar not null
);

create table deliver.delivery (
    issue_id integer not null,
    recipient varchar not null,
    file_name varchar not null,
    row_count integer not null,
    sha256 varchar not null
);

create table deliver.person_key (
    person_id bigint not null,
    person_key varchar not null
);

create table deliver.published (
    run integer not null,
    mark varchar not null
);
