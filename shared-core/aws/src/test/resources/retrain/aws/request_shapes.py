"""Checks requests against AWS's own models of its services, as botocore has them.

Reads a request a line: {"name": "SageMaker.CreateTrainingJob", "body": "{...}"}; the name is the call's target, "Query PutMetricData" or
"POST /path". Prints what AWS would refuse, a line each: unknown and missing members, wrong types, lengths, ranges, values, patterns.
"""

import json
import re
import sys
from urllib.parse import parse_qsl, unquote

import botocore.loaders
import botocore.model
import botocore.validate

JSON_SERVICES = ["sagemaker", "logs", "glue", "kinesis", "application-autoscaling", "stepfunctions", "events", "ecr"]
QUERY_SERVICES = ["cloudwatch", "sts", "iam", "sns", "autoscaling", "cloudformation"]
REST_SERVICES = ["lambda", "sagemaker-runtime", "sagemaker-metrics", "scheduler"]

# What Python's patterns lack. Whatever is beyond ASCII counts as a letter.
CLASSES = {
    "L": "a-zA-Z\u00aa-\U0010ffff",
    "M": "\u0300-\u036f",
    "N": "0-9",
    "Z": " \u00a0\u2028\u2029",
    "S": "$+<=>^`|~",
    "P": "!-#%-*,-/:;?@\\[-\\]_{}",
}

loader = botocore.loaders.Loader()
models = {}


def model(service):
    if service not in models:
        models[service] = botocore.model.ServiceModel(loader.load_service_model(service, "service-2"), service)
    return models[service]


class Validator(botocore.validate.ParamValidator):
    """botocore leaves the upper limits, the enumerations and the patterns to the service; this looks at them too."""

    def __init__(self):
        self.more = []

    def _validate(self, params, shape, errors, name):
        super()._validate(params, shape, errors, name)
        kind, most = shape.type_name, shape.metadata.get("max")
        where = name[1:] if name.startswith(".") else name
        if most is not None:
            if kind in ("string", "list", "map") and hasattr(params, "__len__") and len(params) > most:
                self.more.append(f"Invalid length for parameter {where}: {len(params)}, at most {most}")
            elif kind in ("integer", "long", "float", "double") and not isinstance(params, str) and params > most:
                self.more.append(f"Invalid value for parameter {where}: {params}, at most {most}")
        if kind == "string" and isinstance(params, str):
            if shape.enum and params not in shape.enum:
                self.more.append(f"Invalid value for parameter {where}: {params}, none of {', '.join(shape.enum[:40])}")
            pattern = shape.metadata.get("pattern")
            if pattern and not matches(pattern, params):
                self.more.append(f"Invalid value for parameter {where}: {params}, does not match {pattern}")


def matches(pattern, value):
    text = re.sub(r"\\p\{([LMNZSP])\}", lambda m: CLASSES[m.group(1)], pattern)
    text = re.sub(r"\$\{\d+,\d+\}$", "", text)  # a mistake in some of the models
    try:
        return re.fullmatch(text, value, re.DOTALL) is not None
    except re.error:
        return True


def target(name, body):
    prefix, operation = name.rsplit(".", 1)
    for service in JSON_SERVICES:
        if model(service).metadata.get("targetPrefix") == prefix:
            return service, operation, json.loads(body) if body else {}, True
    return None


def query(body):
    form = dict(parse_qsl(body, keep_blank_values=True))
    for service in QUERY_SERVICES:
        found = model(service)
        if found.metadata["apiVersion"] == form.get("Version") and form["Action"] in found.operation_names:
            shape = found.operation_model(form["Action"]).input_shape
            fields = {k: v for k, v in form.items() if k not in ("Action", "Version")}
            return service, form["Action"], structured(fields, shape), True
    return None


def structured(form, shape):
    """The members of a form as its shape says; what the shape does not know stays as it is, so that it is refused."""
    if shape.type_name == "structure":
        grouped = {}
        for key, value in form.items():
            head, _, rest = key.partition(".")
            grouped.setdefault(head, {})[rest] = value
        names = {m.serialization.get("name", n): n for n, m in shape.members.items()}
        result = {}
        for head, below in grouped.items():
            name = names.get(head, head)
            result[name] = structured(below, shape.members[name]) if name in shape.members else str(below)
        return result
    if shape.type_name == "list":
        grouped = {}
        for key, value in form.items():
            parts = key.split(".")
            if key == "":
                continue  # an empty list
            if parts[0] == "member":
                parts = parts[1:]
            grouped.setdefault(int(parts[0]), {})[".".join(parts[1:])] = value
        return [structured(grouped[i], shape.member) for i in sorted(grouped)]
    if shape.type_name == "map":
        entries = {}
        for key, value in form.items():
            parts = [p for p in key.split(".") if p not in ("entry", "member")]
            entries.setdefault(int(parts[0]), {})[".".join(parts[1:])] = value
        return {e["key"]: e["value"] for e in entries.values()}
    return scalar(form.get("", ""), shape)


def scalar(text, shape):
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name in ("float", "double"):
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text) if shape.type_name == "boolean" else text


def rest(name, body):
    method, path = name.split(" ", 1)
    for service in REST_SERVICES:
        found = model(service)
        for operation in found.operation_names:
            http = found.operation_model(operation).http
            template = http["requestUri"].split("?")[0]
            pattern = re.sub(r"\\\{(\w+)\\?\+?\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            at = re.fullmatch(pattern, path)
            if http["method"] == method and at:
                return service, operation, labelled(found.operation_model(operation), at.groupdict(), body), False
    return None


def labelled(operation, labels, body):
    shape = operation.input_shape
    params = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        if member.serialization.get("location") == "uri" and wire in labels:
            params[name] = unquote(labels[wire])
    if "payload" not in shape.serialization and body:
        names = {m.serialization.get("name", n): n for n, m in shape.members.items()}
        params.update({names.get(k, k): v for k, v in json.loads(body).items()})
    return params


def without_header_members(report, shape):
    """Of a request with a path of its own neither the headers nor the query are recorded."""
    elsewhere = [n for n, m in shape.members.items() if m.serialization.get("location") in ("header", "headers", "querystring")]
    payload = shape.serialization.get("payload")
    unseen = elsewhere + ([payload] if payload else [])
    return [line for line in report if not any(line.endswith(f'Missing required parameter in input: "{n}"') for n in unseen)]


def refused(name, body):
    if name.startswith("S3 "):
        return []
    found = query(body) if name.startswith("Query ") else rest(name, body) if " " in name else target(name, body)
    if found is None:
        return ["no service of AWS has it"]
    service, operation, params, whole = found
    if operation not in model(service).operation_names:
        return [f"{service} has no operation {operation}"]
    shape = model(service).operation_model(operation).input_shape
    if shape is None:
        return [] if not params else [f"{operation} takes nothing"]
    validator = Validator()
    report = [line for line in validator.validate(params, shape).generate_report().split("\n") if line] + validator.more
    return report if whole else without_header_members(report, shape)


for line in sys.stdin:
    call = json.loads(line)
    for problem in refused(call["name"], call["body"]):
        print(f"{call['name']}: {problem}")
