-- One row per thing said in a receipt about a person of the month's list under one of its rules, this year, in the order in which it happened.
-- Basis: 000 二(六), 003 art. 17: who comes next knows what was found and decided. Reads: screen.warning, warehouse.receipt_row, warehouse.alias.
-- Parameters: $year, $month.
with

warned_visit as (
    select distinct
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.rule,
        receipt_row.visited_on,
        receipt_row.office,
        receipt_row.visitor,
        coalesce(receipt_row.found, '') as found,
        coalesce(receipt_row.outcome, '') as outcome,
        coalesce(receipt_row.decision, '') as decision,
        coalesce(receipt_row.identity, '') as identity,
        coalesce(receipt_row.measures, '') as measures,
        coalesce(receipt_row.remarks, '') as remarks,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    semi join (select person_id, rule from screen.warning where month = $year * 100 + $month) as warned
        on warned.person_id = coalesce(alias.person_id, receipt_row.person_id) and warned.rule = receipt_row.rule
    where receipt_row.month // 100 = $year
)

select * from warned_visit
order by visited_on, office = 'township' desc, office, visitor, found, outcome, decision, identity, measures, remarks
