"""The ledger can only grow: the database itself refuses to change or remove what is in it."""

from alembic import op

revision = "0002"
down_revision = "0001"

# ``*=`` compares rows byte for byte, so that not even an equal number written differently passes.
# ENABLE ALWAYS: the triggers also hold in sessions that replay as a replica.
_GUARD = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION allow_only_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unsealed ledger_events := NEW;
BEGIN
    unsealed.leaf_index := NULL;
    IF OLD.leaf_index IS NULL AND NEW.leaf_index IS NOT NULL AND unsealed *= OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: this UPDATE on ledger_events is refused'
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER ledger_events_only_sealed BEFORE UPDATE ON ledger_events
    FOR EACH ROW EXECUTE FUNCTION allow_only_sealing();
CREATE TRIGGER ledger_events_kept BEFORE DELETE OR TRUNCATE ON ledger_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_seals_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

ALTER TABLE ledger_events ENABLE ALWAYS TRIGGER ledger_events_only_sealed;
ALTER TABLE ledger_events ENABLE ALWAYS TRIGGER ledger_events_kept;
ALTER TABLE ledger_seals ENABLE ALWAYS TRIGGER ledger_seals_kept;
"""


def upgrade() -> None:
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(_GUARD)
