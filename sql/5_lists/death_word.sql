-- One row per receipt at which the word on a person's death turns within a year, under whatever rule: the first that says so, and the first
-- later one that met the person or says they moved. `undone_month` is the month of the next turn, null where none came.
-- Basis: 000 二(六), 003 art. 17 (a visit sees the person). Reads: warehouse.receipt_row, receipt_month.
with

said as (
    select
        receipt_month.*,
        receipt_row.found = 'died' as is_dead,
        row_number() over (
            partition by receipt_month.person_id, receipt_month.year
            order by
                receipt_month.month, receipt_row.visited_on, receipt_row.found in ('died', 'moved') desc, receipt_row.found,
                receipt_row.outcome, receipt_row.recipient, receipt_row.rule, receipt_row.issue_id, receipt_row.row_no, receipt_row.row_id
        ) as turn,
    from warehouse.receipt_row as receipt_row
    join receipt_month using (row_id)
    where receipt_row.found in ('died', 'moved') or receipt_row.outcome is not null
),

turned as (
    select *
    from said
    qualify is_dead <> lag(is_dead, 1, false) over (partition by person_id, year order by turn)
),

death_word as (
    select
        row_id,
        person_id,
        year,
        month,
        is_dead,
        lead(month) over (partition by person_id, year order by turn) as undone_month,
    from turned
)

select * from death_word
