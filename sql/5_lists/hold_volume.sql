-- One row per month with settlements, of the month and the three before it: how many settlements it has.
-- Basis: promise 2; RELIABILITY R42: a delivery cut off half-way looks like a complete one.
-- Reads: warehouse.settlement. Parameters: $month, $earliest (the month three before), both six digits.
with

hold_volume as (
    select
        setl_month as month,
        count(*) as settlements,
    from warehouse.settlement
    where setl_month between $earliest and $month
    group by setl_month
)

select * from hold_volume
order by month
