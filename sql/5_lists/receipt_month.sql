-- One row per receipt: whom it is about by now, and the month of the list that it answers: the row that it names or the newest list that
-- was out on the day of the visit, whichever is later. Nothing depends on the order of loading.
-- Basis: 000 二(六), 003 art. 17. Reads: lists.issue, warehouse.receipt_row, warehouse.alias.
with

receipt_month as (
    select
        receipt_row.row_id,
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.month // 100 as year,
        max(issue.month) as month,
    from warehouse.receipt_row as receipt_row
    join lists.issue as issue
        on issue.month // 100 = receipt_row.month // 100
        and (issue.month = receipt_row.month or issue.month > receipt_row.month and issue.issued_on <= receipt_row.visited_on)
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    group by all
)

select * from receipt_month
