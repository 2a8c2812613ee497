"""Executes state machines by moto's interpreter of the Amazon States Language, for StepFunctions.java.

What a task does is asked of an HTTP address; waits, and the pauses between retries, take no time. A line of standard input is an execution
as JSON (machine, definition, name, input), a line of standard output what became of it. An empty object forgets all machines and executions.

Moto has no engine for JSONata: jsonata-python is put in its place.
"""

import datetime
import hashlib
import json
import logging
import sys
import threading
import time
import urllib.request

import boto3
import jsonata
from jsonata.utils import Utils
from moto import mock_aws
from moto.moto_api._internal.models import moto_api_backend
from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_factory as factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.backend.execution import Execution

ADDRESS = sys.argv[1]
REGION = "us-east-1"

logging.getLogger("moto").setLevel(logging.CRITICAL)


COMPILED = {}


def compiled(expression):
    """Engines are not for several threads at once, and branches of a map are threads."""
    key = (threading.get_ident(), expression)
    if key not in COMPILED:
        engine = jsonata.Jsonata(expression)
        engine.set_output_convert_nulls(False)
        engine.register_lambda("hash", lambda text, algorithm: hashlib.sha256(text.encode()).hexdigest())
        engine.register_lambda("parse", json.loads)
        COMPILED[key] = engine
    return COMPILED[key]


def bound(value):
    """JSON's null is a value of JSONata, not the absence of one."""
    if value is None:
        return Utils.NULL_VALUE
    if isinstance(value, dict):
        return {k: bound(v) for k, v in value.items()}
    return [bound(v) for v in value] if isinstance(value, list) else value


def evaluate(task, env):
    states = {k: v for k, v in env.states._states_data.items() if k in ("input", "context") or v is not None}
    bindings = {"states": bound(json.loads(json.dumps(states, default=str)))}
    for scope in (env.variable_store._outer_scope, env.variable_store._inner_scope):
        bindings.update({k: bound(v) for k, v in scope.items()})
    try:
        result = compiled(task.expression).evaluate(None, bindings)
    except Exception as e:
        raise evaluation_failure(env, f"{task.expression}: {e}")
    if result is None:
        raise evaluation_failure(env, f"{task.expression} is undefined")
    env.stack.append(json.loads(json.dumps(Utils.convert_nulls(result))))


def evaluation_failure(env, cause):
    error = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
    details = EventDetails(evaluationFailedEventDetails=EvaluationFailedEventDetails(cause=cause, error=error.error_name))
    env.event_manager.add_event(
        context=env.event_history_context, event_type=HistoryEventType.EvaluationFailed, event_details=details
    )
    return FailureEventException(
        FailureEvent(env=env, error_name=error, event_type=HistoryEventType.EvaluationFailed, event_details=details)
    )


StringJSONata._eval_body = evaluate
PARSED = {}
PARSE = AmazonStateLanguageParser.parse


def parse(definition):
    """What is parsed holds no state; it takes a second, and moto parses a definition for each execution."""
    if definition not in PARSED:
        PARSED[definition] = PARSE(definition)
    return PARSED[definition]


AmazonStateLanguageParser.parse = staticmethod(parse)


class NoTime:
    """The module time, for the pauses between retries."""

    @staticmethod
    def sleep(seconds):
        PAUSES.append(round(seconds, 3))


PAUSES = []
retrier_decl.time = NoTime
WaitFunction._wait_interval = lambda self, env, wait_seconds: None
START_DETAILS = Execution.get_start_execution_details


def start_details(execution):
    """The context object has times as AWS writes them."""
    details = START_DETAILS(execution)
    at = execution.start_date.astimezone(datetime.timezone.utc)
    details.start_time = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
    return details


Execution.get_start_execution_details = start_details


def asked(task, env, arguments):
    """What the task comes to, by who is asked."""
    context = env.states.context_object.context_object_data
    question = {
        "execution": context["Execution"]["Name"],
        "began": context["Execution"]["StartTime"],
        "resource": task.resource.resource_arn,
        "state": context["State"]["Name"],
        "retry": context["State"]["RetryCount"],
        "token": (context.get("Task") or {}).get("Token", ""),
        "arguments": arguments,
    }
    request = urllib.request.Request(ADDRESS, json.dumps(question, default=str).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read())


def failure(task, env, error, cause):
    names = {t.to_name(): t for t in StatesErrorNameType}
    name = StatesErrorName(typ=names[error]) if error in names else CustomErrorName(error)
    details = TaskFailedEventDetails(
        error=error, cause=cause, resource=task._get_sfn_resource(), resourceType=task._get_sfn_resource_type()
    )
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=name,
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=details),
        )
    )


def outcome(task, env, answer):
    if answer.get("error") == "States.Timeout":
        raise FailureEventException(task._get_timed_out_failure_event(env))
    if "error" in answer:
        raise failure(task, env, answer["error"], answer.get("cause", ""))
    return answer["output"]


def execute(task, env, resource_runtime_part, normalised_parameters, state_credentials):
    answer = asked(task, env, normalised_parameters)
    task.callback = answer.get("callback")
    env.stack.append(outcome(task, env, answer))


def await_end(task, env, resource_runtime_part, normalised_parameters, state_credentials):
    """A job was awaited by who was asked; for a token the answer says what came back."""
    if task.resource.condition == "waitForTaskToken":
        env.stack.pop()
        env.stack.append(outcome(task, env, task.callback))


class Elsewhere(StateTaskServiceCallback):
    """Any service."""

    def __init__(self):
        super().__init__(supported_integration_patterns={"waitForTaskToken", "sync"})

    def _get_supported_parameters(self):
        return set()

    _eval_service_task = execute
    _eval_integration_pattern = await_end

    def _eval_body(self, env):
        if self.resource.condition == "waitForTaskToken":
            env.states.context_object.update_task_token()
        super(StateTaskServiceCallback, self)._eval_body(env=env)
        env.states.context_object.context_object_data.pop("Task", None)


def service(service_name):
    return Elsewhere()


def replace_services():
    """The factory is imported by name where tasks are made."""
    for module in list(sys.modules.values()):
        if getattr(module, "state_task_service_for", None) is factory.state_task_service_for and module is not factory:
            module.state_task_service_for = service


def deployed(client, name, definition):
    for machine in client.list_state_machines()["stateMachines"]:
        if machine["name"] == name:
            client.update_state_machine(stateMachineArn=machine["stateMachineArn"], definition=definition)
            return machine["stateMachineArn"]
    role = "arn:aws:iam::123456789012:role/machine"
    return client.create_state_machine(name=name, definition=definition, roleArn=role)["stateMachineArn"]


def run(client, execution):
    if not execution:
        moto_api_backend.reset()
        return {}
    machine = deployed(client, execution["machine"], execution["definition"])
    arn = client.start_execution(
        stateMachineArn=machine, name=execution["name"], input=json.dumps(execution["input"])
    )["executionArn"]
    ended = client.describe_execution(executionArn=arn)
    while ended["status"] == "RUNNING":
        time.sleep(0.01)
        ended = client.describe_execution(executionArn=arn)
    events, token = [], None
    while True:
        page = client.get_execution_history(executionArn=arn, **({"nextToken": token} if token else {}))
        events += page["events"]
        token = page.get("nextToken")
        if not token:
            break
    return {
        "status": ended["status"],
        "output": json.loads(ended.get("output", "null")),
        "error": ended.get("error", ""),
        "cause": ended.get("cause", ""),
        "states": [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e],
        "evaluations": [
            e["evaluationFailedEventDetails"].get("cause", "") for e in events if "evaluationFailedEventDetails" in e
        ],
        "largest": max([len(json.dumps(e, default=str)) for e in events] or [0]),
        "events": len(events),
    }


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}})
def main():
    client = boto3.client("stepfunctions", REGION, aws_access_key_id="test", aws_secret_access_key="test")
    for line in sys.stdin:
        PAUSES.clear()
        try:
            result = run(client, json.loads(line))
        except Exception as e:  # told to the test that asked
            result = {"broken": f"{type(e).__name__}: {e}"}
        result["pauses"] = list(PAUSES)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    import moto.stepfunctions.parser.models  # noqa: F401  all modules of the interpreter

    replace_services()
    main()
