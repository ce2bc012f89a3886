-- One row per sound record of the receipts, with the issued row that it names (nulls where there is none) and whether that row is its sender's.
-- Basis: promise 6: an office answers for its own rows only; promise 4: a receipt answers a row as it was issued, places of the time among it.
-- Reads: receipts_row, reject, receipt_target (the file), lists.issue, lists.issue_row, warehouse.alias.
with

issued as (
    select
        issue_id,
        month,
        version,
        from_json(json_extract(frozen, '$.regions'), '[{"code":"VARCHAR","level":"VARCHAR","parent":"VARCHAR"}]') as regions,
    from lists.issue
    where month in (select month from receipts_row)
    qualify row_number() over (partition by month, version order by issue_id desc) = 1
),

region as (
    select
        issue_id,
        unnest(regions, recursive := true),
    from issued
),

named as (
    select
        told.*,
        receipt_target.row_no,
        issued.issue_id,
    from receipts_row as told
    anti join reject using (record)
    join receipt_target using (record)
    left join issued on issued.month = told.month and issued.version = told.issue_version
),

listed as (
    select
        named.record,
        issue_row.person_id,
        issue_row.rule,
        json_extract_string(issue_row.frozen, '$.psn_name') as listed_name,
        json_extract_string(issue_row.frozen, '$.county_code') as county_code,
        json_extract_string(issue_row.frozen, '$.township_code') as township_code,
    from named
    join lists.issue_row as issue_row using (issue_id, row_no)
),

placed as (
    select
        listed.*,
        township.code as own_township,
        coalesce(township.parent, county.code) as own_county,
    from listed
    join named using (record)
    left join region as township
        on township.issue_id = named.issue_id
        and township.level = 'township'
        and township.code = listed.township_code
        and listed.county_code in ('', township.parent)
    left join region as county
        on county.issue_id = named.issue_id and county.level = 'county' and county.code = listed.county_code
),

office as (
    select distinct
        issue_id,
        case level when 'township' then left(code, 9) else left(code, 6) end as place,
        level,
    from region
),

receipt_found as (
    select
        named.* exclude (row_no),
        named.row_no,
        placed.person_id,
        coalesce(alias.person_id, placed.person_id) as now_person_id,
        placed.rule,
        placed.record is not null as is_listed,
        office.issue_id is not null as is_recipient,
        case named.office
            when 'township' then left(placed.own_township, 9) = left(named.recipient, 9)
            else left(placed.own_county, 6) = left(named.recipient, 6)
        end as is_own,
        named.psn_name is null or name_key(named.psn_name) = name_key(placed.listed_name) as is_same_name,
    from named
    left join placed using (record)
    left join office
        on office.issue_id = named.issue_id
        and office.level = case named.office when 'township' then 'township' else 'county' end
        and office.place = split_part(named.recipient, '_', 1)
    left join warehouse.alias as alias on alias.alias_id = placed.person_id
)

select * from receipt_found
