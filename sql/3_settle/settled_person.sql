-- One row per person with figures in the year: carried in, or added to by the months being settled.
-- Basis: DESIGN, To date: a month costs what changed. Reads: opening, increment.
with

settled_person as (
    select person_id from opening
    union
    select person_id from increment
)

select * from settled_person
