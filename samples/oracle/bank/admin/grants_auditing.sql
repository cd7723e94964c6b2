-- Run by the DBA: AUDITING owns triggers on tables of CORE, CRM writes its process log.
GRANT CREATE ANY TRIGGER TO auditing;
GRANT INSERT, SELECT ON auditing.process_log TO crm;
