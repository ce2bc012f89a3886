-- One row per administrative division, as the latest list of divisions has it.
-- Basis: twelve-digit statistical division codes (county: first six, township: first nine).
-- Reads: warehouse.region_row.
with

ranked as (
    select
        code,
        name,
        level,
        row_number() over (partition by code order by as_of desc, name) as choice,
    from warehouse.region_row
),

region as (
    select
        code,
        name,
        level,
        left(code, 6) || '000000' as county_code,
        regexp_replace(name, '(镇人民政府|乡人民政府|街道办事处|办事处|街道|镇|乡)$', '') as short_name,
    from ranked
    where choice = 1
)

select * from region
