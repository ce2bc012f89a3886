-- One row per administrative division, in the order of the codes.
-- Basis: 000 二(六): lists go to the township. Reads: region.
with

region_named as (
    select code, name, level, county_code
    from region
)

select * from region_named
order by code
