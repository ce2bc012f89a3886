-- One row per person who moves in the months being settled and has figures: carried in, or added to.
-- Basis: DESIGN, To date: a month costs what changed. Reads: opening, increment.
with

settled_person as (
    select person_id from opening
    union
    select person_id from increment
)

select * from settled_person
