-- One row per thing that happens to a case (a person, a rule, a year), in order: a row of an issued list, or a receipt.
-- A receipt stands behind the rows of the month that it answers, of its list and of those of its correction lists that were out by then. Receipts of before the first official row (early watch) open no case and are
-- left out. Who died is dead for every case of the year: that word, and the one that takes it back, is told in all of them. `reopens` is what
-- opens the case again as the townships said it last; a department's word and a row that is gone leave that as it was.
-- Basis: 000 二(六), 003 art. 17; 004 (逐一销号). Reads: lists.issue, lists.issue_row, warehouse.receipt_row, warehouse.alias, receipt_word,
-- receipt_month, death_word.
with

issued as (
    select
        issue_id,
        month,
        month // 100 as year,
        version,
        issued_on,
    from lists.issue
),

-- Only who was said to have moved is looked for elsewhere.
moved as (
    select distinct receipt_row.rule, coalesce(alias.person_id, receipt_row.person_id) as person_id
    from warehouse.receipt_row as receipt_row
    join receipt_word on receipt_word.part = 'found' and receipt_word.written = receipt_row.found and receipt_word.reopens = 'elsewhere'
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
),

listed as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        issued.year,
        issued.month,
        issued.version,
        issued.issued_on as happened_on,
        issue_row.issue_id,
        issue_row.row_no,
        issue_row.status,
        issue_row.status = 'gone' or issue_row.status = 'corrected' and issue_row.amount <= issue_row.threshold as is_withdrawn,
        issue_row.frozen,
    from lists.issue_row as issue_row
    join issued using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch
),

of_list as (
    select
        listed.* exclude (frozen),
        case when moved.person_id is not null then left(json_extract_string(listed.frozen, '$.township_code'), 9) end as township_code,
    from listed
    left join moved using (person_id, rule)
),

opening as (
    select
        person_id,
        rule,
        year,
        month,
        version,
    from of_list
    where not is_withdrawn
    qualify row_number() over (partition by person_id, rule, year order by month, version) = 1
),

-- Of the month that a receipt answers: the newest that was out on the day of the visit, or the one whose row it names.
answered as (
    select
        receipt_row.row_id,
        max(issued.version) as version,
    from warehouse.receipt_row as receipt_row
    join receipt_month using (row_id)
    join issued
        on issued.month = receipt_month.month
        and (issued.version = 1 or issued.issue_id = receipt_row.issue_id or issued.issued_on <= receipt_row.visited_on)
    group by receipt_row.row_id
),

word as (
    select
        receipt_row.row_id,
        found.closes as is_closed_at_once,
        found.visited as is_visit,
        coalesce(outcome.closes, decision.closes) as closes,
        found.reopens as found_reopens,
    from warehouse.receipt_row as receipt_row
    left join receipt_word as found on found.part = 'found' and found.written = receipt_row.found
    left join receipt_word as outcome on outcome.part = 'outcome' and outcome.written = receipt_row.outcome
    left join receipt_word as decision on decision.part = 'decision' and decision.written = receipt_row.decision
),

of_receipt as (
    select
        receipt_month.person_id,
        receipt_row.rule,
        receipt_month.year,
        receipt_month.month,
        receipt_month.month as answered_month,
        answered.version,
        receipt_row.visited_on as happened_on,
        receipt_row.issue_id,
        receipt_row.row_no,
        receipt_row.row_id,
        receipt_row.office,
        receipt_row.visitor,
        case receipt_row.office when 'township' then left(receipt_row.recipient, 9) end as township_code,
        coalesce(receipt_row.decision, receipt_row.outcome, receipt_row.found) as cause,
        case
            when coalesce(word.closes, word.is_closed_at_once) then 'closes'
            when word.closes is not null then 'waits'
            when word.is_visit then 'visited'
            else 'attempt'
        end as effect,
        case when receipt_row.outcome is not null then 'escalated' else word.found_reopens end as said_reopens,
        concat_ws('|', receipt_row.found, receipt_row.outcome, receipt_row.decision, receipt_row.identity, receipt_row.visitor) as content,
    from warehouse.receipt_row as receipt_row
    join receipt_month using (row_id)
    join answered using (row_id)
    join word using (row_id)
),

-- Told of the person under another rule, or before this case began.
of_death as (
    select
        of_receipt.* exclude (rule, month, version, effect, said_reopens),
        opening.rule,
        greatest(of_receipt.month, opening.month) as month,
        case
            when of_receipt.month > opening.month then of_receipt.version
            when of_receipt.month < opening.month then opening.version
            else greatest(of_receipt.version, opening.version)
        end as version,
        case when death_word.is_dead then 'closes' else 'withdrawn' end as effect,
        case when death_word.is_dead then 'never' else 'escalated' end as said_reopens,
    from of_receipt
    join death_word using (row_id)
    join opening on opening.person_id = of_receipt.person_id and opening.year = of_receipt.year
    where (opening.rule <> of_receipt.rule or of_receipt.month < opening.month)
        and (of_receipt.month >= opening.month or death_word.is_dead and coalesce(death_word.undone_month >= opening.month, true))
),

everything as (
    select
        person_id, rule, year, month, version, happened_on, issue_id, row_no, status as cause, township_code,
        case when is_withdrawn then 'withdrawn' else 'listed' end as effect,
        case when is_withdrawn then 0 else 1 end as turn,
    from of_list
    union all by name
    select *, 2 as turn from of_receipt
    union all by name
    select *, 2 as turn from of_death
),

placed as (
    select
        everything.*,
        cast(
            row_number() over (
                partition by everything.person_id, everything.rule, everything.year
                order by
                    everything.month, everything.version, everything.turn, everything.answered_month,
                    case when everything.turn = 2 then everything.happened_on end,
                    everything.office = 'township' desc, everything.office, everything.said_reopens in ('elsewhere', 'never') desc,
                    everything.content, everything.issue_id, everything.row_no, everything.cause, everything.row_id
            ) as integer
        ) as position,
    from everything
    join opening on opening.person_id = everything.person_id and opening.rule = everything.rule and opening.year = everything.year
    where everything.month > opening.month or everything.month = opening.month and everything.version >= opening.version
),

-- What a township said last of what opens the case again, and which one.
standing as (
    select
        *,
        last_value(said_reopens ignore nulls) over so_far as standing_reopens,
        last_value(case when said_reopens is not null then township_code end ignore nulls) over so_far as standing_township_code,
    from placed
    window so_far as (
        partition by person_id, rule, year order by position rows between unbounded preceding and current row
    )
),

case_happening as (
    select
        * exclude (turn, version, answered_month, content, said_reopens, township_code, standing_reopens, standing_township_code),
        case when effect <> 'listed' then coalesce(standing_reopens, 'escalated') end as reopens,
        case when effect = 'listed' then township_code else standing_township_code end as township_code,
    from standing
)

select * from case_happening
