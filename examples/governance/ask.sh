#!/bin/sh
# Makes a policy, asks about three actions, reads the log. Usage: ask.sh http://127.0.0.1:8000/mcp
set -eu
url="${1:-http://127.0.0.1:8000/mcp}"

call() {
    if [ -n "${POLICYGUARD_KEY:-}" ]; then
        set -- "$1" "$2" -H "Authorization: Bearer $POLICYGUARD_KEY"
    else
        set -- "$1" "$2"
    fi
    name="$1"; arguments="$2"; shift 2
    printf '\n%s %s\n' "$name" "$arguments"
    curl --silent --show-error --fail -X POST "$url" -H 'Content-Type: application/json' "$@" \
        -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"$name\",\"arguments\":$arguments}}"
    printf '\n'
}

call create_policy '{"policy_id":"example-deletes","name":"Deletes","rules":[{"condition":{"tool_pattern":"delete_*","trust_level_below":"admin"},"action":"deny","message":"Delete operations require admin trust level"}]}'
call register_agent '{"agent_id":"example-agent","name":"Example","denied_tools":["*_production"]}'
call validate_action '{"action_type":"tool_call","target":"read_data","agent_id":"example-agent"}'
call validate_action '{"action_type":"tool_call","target":"delete_records","agent_id":"example-agent","parameters":{"table":"users"},"context":"Cleanup stale records"}'
call validate_action '{"action_type":"tool_call","target":"deploy_production","agent_id":"example-agent"}'
call get_audit_log '{"agent_id":"example-agent","limit":5}'
