-- One row per record of the receipts that another one contradicts: of one office, about one case and identity, of one day, in other words.
-- Within a file neither is taken in; what is stored already stays, and the new one is refused with the place of the stored one.
-- Basis: promise 2: nobody guesses which of two is true. A later day is a new visit. Reads: receipt_found, reject (the file), warehouse.receipt_row, warehouse.alias.
with

candidate as (
    select
        record,
        line,
        row_code,
        now_person_id as person_id,
        rule,
        month // 100 as year,
        recipient,
        visited_on,
        coalesce(identity, '') as about,
        concat_ws('|', found, '/', outcome, '/', decision, '/', begndate, '/', enddate) as words,
    from receipt_found
    anti join reject using (record)
),

stored as (
    select
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.rule,
        receipt_row.month // 100 as year,
        receipt_row.recipient,
        receipt_row.visited_on,
        coalesce(receipt_row.identity, '') as about,
        concat_ws('|', receipt_row.found, '/', receipt_row.outcome, '/', receipt_row.decision, '/', receipt_row.begndate, '/', receipt_row.enddate) as words,
        receipt_row.row_id,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
),

within_file as (
    select person_id, rule, year, recipient, visited_on, about
    from candidate
    group by all
    having count(distinct words) > 1
),

against_stored as (
    select
        candidate.record,
        min(stored.row_id) as row_id,
    from candidate
    join stored using (person_id, rule, year, recipient, visited_on, about)
    where stored.words <> candidate.words
    group by candidate.record
),

receipt_contradiction as (
    select
        candidate.record,
        candidate.line,
        case when within_file.person_id is not null then 'E-RCPT-TWICE' else 'E-RCPT-AGAINST' end as code,
        'visited_on' as column_name,
        case
            when within_file.person_id is not null then candidate.row_code
            else candidate.row_code || '：批次 ' || against_stored.row_id // 4294967296 || ' 第 ' || against_stored.row_id % 4294967296 || ' 条'
        end as row_key,
    from candidate
    left join within_file using (person_id, rule, year, recipient, visited_on, about)
    left join against_stored using (record)
    where within_file.person_id is not null or against_stored.record is not null
)

select * from receipt_contradiction
