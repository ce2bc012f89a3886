-- One row per record of the receipts that cannot be taken in whatever was issued, with the first reason found.
-- Basis: a receipt says which row of which list, on which day, who, and what: a township what was found (000 二(六)), a department what was
-- decided (003 art. 17). Reads: receipts_row (the file). Parameters: $today, the day of loading.
with

faults as (
    select
        record,
        line,
        row_key,
        case
            when month is null then 'E-RCPT-MONTH month'
            when issue_version is null then 'E-RCPT-MONTH issue_version'
            when office is null then 'E-RCPT-OFFICE recipient'
            when row_code is null then 'E-RCPT-CODE row_code'
            when visited_on_fault is not null then 'E-DATE-FORM visited_on'
            when visited_on is null then 'E-DATE-NONE visited_on'
            when visited_on > $today then 'E-DATE-FUTURE visited_on'
            when visited_on < make_date(month // 100, month % 100, 1) then 'E-RCPT-EARLY visited_on'
            when visitor is null then 'E-RCPT-WHO visitor'
            when found_written is not null and found is null then 'E-RCPT-WORD found'
            when outcome_written is not null and outcome is null then 'E-RCPT-WORD outcome'
            when decision_written is not null and decision is null then 'E-RCPT-WORD decision'
            when length(visitor) > 50 then 'E-RCPT-LONG visitor'
            when length(measures) > 500 then 'E-RCPT-LONG measures'
            when length(remarks) > 500 then 'E-RCPT-LONG remarks'
        end as common,
        case
            when decision is not null then 'E-RCPT-DECIDE decision'
            when identity_written is not null then 'E-RCPT-DECIDE identity'
            when begndate is not null or begndate_fault is not null then 'E-RCPT-DECIDE begndate'
            when enddate is not null or enddate_fault is not null then 'E-RCPT-DECIDE enddate'
            when found is null then 'E-RCPT-EMPTY found'
            when outcome_rule = 'must' and outcome is null then 'E-RCPT-OUTCOME outcome'
            when outcome_rule = 'none' and outcome is not null then 'E-RCPT-SURPLUS outcome'
        end as of_township,
        case
            when found is not null then 'E-RCPT-VISIT found'
            when outcome is not null then 'E-RCPT-VISIT outcome'
            when decision is null then 'E-RCPT-EMPTY decision'
            when identity_written is not null and identity is null then 'E-IDENT-WORD identity'
            when identity_rule = 'must' and identity is null then 'E-IDENT-NONE identity'
            when begndate_fault is not null then 'E-DATE-FORM begndate'
            when enddate_fault is not null then 'E-DATE-FORM enddate'
            when identity_rule = 'must' and begndate is null then 'E-DATE-NONE begndate'
            when span is distinct from 'begins' and enddate is not null then 'E-RCPT-END enddate'
            when enddate < begndate then 'E-DATE-ORDER enddate'
        end as of_department,
        office,
    from receipts_row
),

receipts_reject as (
    select
        record,
        line,
        split_part(coalesce(common, case office when 'township' then of_township else of_department end), ' ', 1) as code,
        split_part(coalesce(common, case office when 'township' then of_township else of_department end), ' ', 2) as column_name,
        row_key,
    from faults
    where coalesce(common, case office when 'township' then of_township else of_department end) is not null
)

select * from receipts_reject
