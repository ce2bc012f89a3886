-- One row per decision of a department by which an identity begins or ends, as far as it has been received.
-- Basis: 003 art. 17: 民政 and 乡村振兴 decide or change the identity. Reads: warehouse.receipt_row, warehouse.alias.
with

identity_decision as (
    select
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.identity,
        receipt_row.span,
        receipt_row.begndate,
        receipt_row.enddate,
        receipt_row.visited_on as decided_on,
        receipt_row.learned_on,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    where receipt_row.span is not null
)

select * from identity_decision
