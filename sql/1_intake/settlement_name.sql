-- One row per stored settlement whose name is to be another one, because copies in the file write it otherwise.
-- Basis: promise 5: of the names that identical records carry the last in the order of letters is kept, never the one that came first.
-- Reads: settlement_said, settlement_copy, settlement_accepted (the file), warehouse.settlement.
with

copied as (
    select
        settlement_copy.content,
        max(accepted.psn_name) as psn_name,
    from settlement_copy
    join settlement_accepted as accepted using (record)
    where accepted.psn_name is not null
    group by settlement_copy.content
),

settlement_name as (
    select
        stored.row_id,
        copied.psn_name,
    from copied
    join settlement_said as said on said.content = copied.content and said.number = 1
    join warehouse.settlement as stored using (row_id)
    where stored.psn_name is null or stored.psn_name < copied.psn_name
)

select * from settlement_name
