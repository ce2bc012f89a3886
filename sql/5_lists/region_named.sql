-- One row per administrative division, under the name that it had at the end of the month, in the order of the codes.
-- Basis: 000 二(六): lists go to the township; R96: a division that is renamed has its new name from the day of the list that says so.
-- Reads: region, warehouse.region_row. Parameters: $month_end.
with

said as (
    select
        code,
        name,
        row_number() over (
            partition by code
            order by as_of > $month_end, case when as_of <= $month_end then $month_end - as_of else as_of - $month_end end, name
        ) as choice,
    from warehouse.region_row
),

region_named as (
    select
        region.code,
        said.name,
        region.level,
        region.county_code,
    from region
    join said on said.code = region.code and said.choice = 1
)

select * from region_named
order by code
