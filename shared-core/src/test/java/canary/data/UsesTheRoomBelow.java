package canary.data;

import canary.local.Anything;

class UsesTheRoomBelow {
    Anything below = new Anything();
}
