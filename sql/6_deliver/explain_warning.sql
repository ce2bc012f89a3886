-- One row per warning of one person in a month.
-- Basis: promise 3. Reads: screen.warning, warehouse.alias. Parameters: $person_id, $month, six digits.
with

explain_warning as (
    select rule, measure, amount, threshold, over_by, first_month, status, early_watch, early_reason, previous_amount, correction_cause
    from screen.warning
    where month = $month
        and (person_id = $person_id or person_id in (select alias_id from warehouse.alias where person_id = $person_id))
)

select * from explain_warning
order by rule
