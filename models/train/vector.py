"""Many matches at once for a trainer: package agent/vector over ctypes.

    go build -buildmode=c-shared -o build/libkumite.so ./cmd/kumite-env

    envs = VectorEnv("build/libkumite.so", envs=16, seed=1, against=[{"script": "pro"}])
    frames, info = envs.reset(seed=1)                   # uint8 [16, C, H, W]
    frames, rewards, terminated, truncated, info = envs.step(actions)

The call forms are those of gymnasium.vector.VectorEnv with autoreset in the next
step: the step after a terminated one ignores its action, starts a match and rewards
0. An action is an index into CLASSES; SCRIPTED leaves the decision to the script
`self`. A reward is the change of the lead in health, as a share of full health. Nothing
is truncated: the bell ends a match. Arrays are new in every call.
"""

import ctypes
import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

CLASSES = ["no_action", "poke", "lunge", "fireball", "dash", "anti_air", "guard_break", "parry", "ultimate"]
SCRIPTED = -1

try:  # the spaces are optional: nothing else needs Gymnasium
    from gymnasium import spaces
    from gymnasium.vector import AutoresetMode, VectorEnv as Base
    from gymnasium.vector.utils import batch_space
except ImportError:
    spaces, Base = None, object


def load(library: Path) -> ctypes.CDLL:
    """Loads libkumite.so and declares the types of its functions."""
    lib = ctypes.CDLL(str(Path(library).resolve()))
    handle, pointer, text = ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("error", None, [text, ctypes.c_int32]), ("open", handle, [text]), ("close", None, [handle]),
        ("reset", ctypes.c_int32, [handle, ctypes.c_uint64]),
        ("step", ctypes.c_int32, [handle, pointer, pointer, pointer]),
        ("observe", ctypes.c_int32, [handle, pointer]), ("available", ctypes.c_int32, [handle, pointer]),
        ("expert", ctypes.c_int32, [handle, pointer]), ("pressed", ctypes.c_int32, [handle, pointer]),
        ("outcomes", ctypes.c_int32, [handle, pointer]),
        ("state", ctypes.c_int32, [handle, pointer]), ("state_len", ctypes.c_int32, []),
        ("gains", ctypes.c_int32, [handle, text, pointer, pointer]),
    ):
        function = getattr(lib, "kumite_" + name)
        function.restype, function.argtypes = result, arguments
    return lib


class VectorEnv(Base):
    """A batch of environments. Keyword arguments are the configuration of
    agent/vector, for instance workers=2, delay=6, blind=True, script={"script": "pro", "wrong": 60}."""

    def __init__(self, library: Path, envs: int = 16, width: int = 80, height: int = 45, color: str = "gray",
                 stack: int = 2, **config: Any):
        self._lib = load(library)
        text = json.dumps({"envs": envs, "input": {"width": width, "height": height, "color": color, "stack": stack},
                           **config})
        self._handle = self._lib.kumite_open(text.encode())
        if self._handle < 0:
            raise ValueError(f"open environments: {self._error()}")
        self.num_envs = envs
        self.shape = (envs, stack * (3 if color == "rgb" else 1), height, width)
        if spaces:
            self.metadata = {"autoreset_mode": AutoresetMode.NEXT_STEP}
            self.single_observation_space = spaces.Box(0, 255, self.shape[1:], np.uint8)
            self.single_action_space = spaces.Discrete(len(CLASSES))
            self.observation_space = batch_space(self.single_observation_space, envs)
            self.action_space = batch_space(self.single_action_space, envs)

    def _error(self) -> str:
        text = ctypes.create_string_buffer(512)
        self._lib.kumite_error(text, len(text))
        return text.value.decode(errors="replace")

    def _call(self, name: str, *arguments: Any) -> None:
        pointers = [a.ctypes.data if isinstance(a, np.ndarray) else a for a in arguments]
        if getattr(self._lib, "kumite_" + name)(self._handle, *pointers) != 0:
            raise ValueError(f"{name}: {self._error()}")

    def _array(self, name: str, shape: Tuple[int, ...], dtype: Any) -> np.ndarray:
        out = np.empty(shape, dtype)
        self._call(name, out)
        return out

    def reset(self, *, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None
              ) -> Tuple[np.ndarray, Dict[str, Any]]:
        """Starts all environments again; without a seed, with one of NumPy's."""
        if seed is None:
            seed = int(np.random.randint(1 << 31))
        self._call("reset", seed)
        return self.frames(), {}

    def step(self, actions: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, Dict[str, Any]]:
        """One decision of each environment: frames, rewards, terminated, truncated, info.
        info["outcome"] is 1, −1 or 0 for matches that are won, lost, or drawn or running."""
        rewards, ended = self.play(actions)
        return self.frames(), rewards, ended, np.zeros(self.num_envs, dtype=bool), {"outcome": self.outcomes()}

    def play(self, actions: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """step without frames: rewards float32 [envs] and ended bool [envs]."""
        actions = np.ascontiguousarray(actions, dtype=np.int32)
        if actions.shape != (self.num_envs,):
            raise ValueError(f"step: actions are {list(actions.shape)}; want [{self.num_envs}]")
        rewards, ended = np.empty(self.num_envs, np.float32), np.empty(self.num_envs, bool)
        self._call("step", actions, rewards, ended)
        return rewards, ended

    def frames(self) -> np.ndarray:
        """uint8 [envs, C, H, W]: what the agents see, the newest picture last."""
        return self._array("observe", self.shape, np.uint8)

    def available(self) -> np.ndarray:
        """bool [envs, K]: what the agents' books hold for a press of this decision."""
        return self._array("available", (self.num_envs, len(CLASSES)), bool)

    def expert(self) -> np.ndarray:
        """int32 [envs]: the skill that will be right when a press of this decision lands."""
        return self._array("expert", (self.num_envs,), np.int32)

    def pressed(self) -> np.ndarray:
        """int32 [envs]: what the script of the configuration has pressed in the last step."""
        return self._array("pressed", (self.num_envs,), np.int32)

    def outcomes(self) -> np.ndarray:
        return self._array("outcomes", (self.num_envs,), np.int32)

    def state(self) -> np.ndarray:
        """float32 [envs, state_len]: what someone knows who has watched the match. The
        first value is 1 where a press of this decision can take effect."""
        return self._array("state", (self.num_envs, self._lib.kumite_state_len()), np.float32)

    def gains(self, count: int = 4, horizon: int = 480, stamina: float = 0.0, gauge: float = 0.0
              ) -> Tuple[np.ndarray, np.ndarray]:
        """float32 [envs, K]: what a press gains over none in imagined futures, in shares
        of full health; int32 [envs]: the number of skills that can be pressed at all."""
        futures = json.dumps({"count": count, "horizon": horizon, "stamina": stamina, "gauge": gauge}).encode()
        gains, possible = np.empty((self.num_envs, len(CLASSES)), np.float32), np.empty(self.num_envs, np.int32)
        self._call("gains", futures, gains, possible)
        return gains, possible

    def close(self, **_: Any) -> None:
        if self._handle > 0:
            self._lib.kumite_close(self._handle)
            self._handle = 0
