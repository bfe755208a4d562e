"""Values of Python as the files of scenarios and --set write them."""


def setting(value):
    """2.5 as '2.5', (2.5, 1.2, 5.2) as '2.5 [1.2, 5.2]', True as 'true', a list as TOML's."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and len(value) == 3:
        median, low, high = (setting(v) for v in value)
        return f"{median} [{low}, {high}]"
    return toml(value)


def toml(value):
    """A value of a TOML file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    if hasattr(value, "item"):  # a NumPy number
        value = value.item()
    return repr(value)


def _key(key):
    return key if key.replace("_", "").replace("-", "").isalnum() else toml(key)


def document(table, path=()):
    """A dictionary as the text of a TOML file."""
    lines, below = [], []
    for key, value in table.items():
        inner = (*path, _key(key))
        if isinstance(value, dict):
            below.append(f"\n[{'.'.join(inner)}]\n" + document(value, inner))
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            below += [f"\n[[{'.'.join(inner)}]]\n" + document(v, inner) for v in value]
        else:
            lines.append(f"{_key(key)} = {toml(value)}\n")
    return "".join(lines + below)


def plan(value):
    """{'tensor': 8, 'pipeline': 16} as 'tensor=8,pipeline=16'; a text stays."""
    if value is None or isinstance(value, str):
        return value or ""
    return ",".join(f"{k}={setting(v)}" for k, v in value.items())
