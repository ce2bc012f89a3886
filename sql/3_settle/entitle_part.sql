-- One row per settlement of a part of the persons whom a layer can reach, in the order in which the layers see them.
-- Basis: POLICY section 2: in order of settlement time and id. Reads: entitle_row. Parameters: $part, $parts: whose number leaves this remainder.
with

entitle_part as (
    select entitle_row.* exclude (setl_time, setl_id)
    from entitle_row
    where abs(person_id) % $parts = $part
    order by person_id, setl_time, setl_id
)

select * from entitle_part
