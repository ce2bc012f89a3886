-- One row per settlement and layer that the kernel has just worked out, in yuan.
-- Basis: POLICY section 2: each layer's figure exists twice, reported and entitled. Reads: worked_out (columns of the kernel, in fen).
-- Parameters: $year, $layer, $pack_version; $run, the number of this settling.
with

entitlement as (
    select
        person_id,
        cast($year as integer) as year,
        month,
        row_id,
        $layer as layer,
        cast(cast(base as decimal(18,0)) * 0.01 as decimal(16,2)) as base,
        cast(cast(accumulated_before as decimal(18,0)) * 0.01 as decimal(16,2)) as accumulated_before,
        cast(cast(entitled as decimal(18,0)) * 0.01 as decimal(16,2)) as entitled,
        cast(cast(reported as decimal(18,0)) * 0.01 as decimal(16,2)) as reported,
        cast(scheme as integer) as scheme,
        $pack_version as pack_version,
        cast($run as integer) as run,
    from worked_out
)

select * from entitlement
