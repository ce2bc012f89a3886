-- One row per record of the receipts that another one contradicts: of one office, of one day, about one person, and not both true.
-- About one case and identity the words are the same; about one person, under whichever rule, who was met, whether there is a risk, what was decided on
-- one identity, and which one of the steps of hardship was recognised.
-- Within a file neither is taken in; what is stored already stays, and the new one is refused with the place of the stored one.
-- Basis: promise 2: nobody guesses which of two is true. A later day is a new visit.
-- Reads: receipt_found, reject (the file), warehouse.receipt_row, warehouse.alias, receipt_word, hardship_step.
with

told as (
    select
        receipt_found.record,
        cast(null as bigint) as row_id,
        now_person_id as person_id,
        rule, month, recipient, visited_on, found, outcome, decision, identity, span, begndate, enddate,
    from receipt_found
    anti join reject using (record)
    union all by name
    select
        cast(null as bigint) as record,
        row_id,
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        rule, month, recipient, visited_on, found, outcome, decision, identity, span, begndate, enddate,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    where recipient in (select recipient from receipt_found)
),

-- What each of them says, by what it says it of: two that say different things of the same contradict each other.
claim as (
    select
        *,
        'case ' || rule || ' ' || month // 100 || ' ' || coalesce(identity, '') as about,
        concat_ws('|', found, '/', outcome, '/', decision, '/', begndate, '/', enddate) as words,
    from told
    union all by name
    select *, 'met' as about, found as words
    from told
    where found is not null
    union all by name
    select told.*, 'risk' as about, case when word.closes then 'none' else 'some' end as words
    from told
    join receipt_word as word on word.part = 'outcome' and word.written = told.outcome
    where told.outcome = 'no_risk' or not word.closes
    union all by name
    select *, 'identity ' || identity as about, concat_ws('|', span, '/', begndate, '/', enddate) as words
    from told
    where span is not null and identity is not null
    union all by name
    select *, 'step' as about, identity as words
    from told
    semi join hardship_step using (identity)
    where span = 'begins'
    union all by name
    select *, 'recognition' as about, span as words
    from told
    where span = 'begins' or span = 'refused' and identity is null
),

differing as (
    select person_id, recipient, visited_on, about
    from claim
    group by person_id, recipient, visited_on, about
    having count(distinct words) > 1
),

contested as (
    select claim.*
    from claim
    join differing using (person_id, recipient, visited_on, about)
),

judged as (
    select
        mine.record,
        bool_or(other.row_id is null) as is_within_file,
        min(other.row_id) as row_id,
    from contested as mine
    join contested as other using (person_id, recipient, visited_on, about)
    where mine.record is not null and other.words <> mine.words
    group by mine.record
),

receipt_contradiction as (
    select
        receipt_found.record,
        receipt_found.line,
        case when judged.is_within_file then 'E-RCPT-TWICE' else 'E-RCPT-AGAINST' end as code,
        'visited_on' as column_name,
        receipt_found.row_key,
        receipt_found.row_code,
        judged.row_id,
    from judged
    join receipt_found using (record)
)

select * from receipt_contradiction
