/**
 * What changes in Redis together, in Lua. The keys, under the roster's own prefix:
 *
 * - `all:<place>`: everybody who is there, a sorted set with score 0 and so in the order of bytes
 * - `here:<node>:<place>`: those of them whom one node has, likewise
 * - `nodes:<place>`: the nodes that have anybody there; `places:<node>`: the places where a node has anybody
 * - `lease:<node>`: expires with the node; `nodes`: all that have had one; `sweeping:<node>`: who clears it away
 *
 * A name of a place is the end of its keys and a node's has no colon: no two keys are the same.
 */
const scripts = {
  /** KEYS all, here, nodes of the place, places of the node, nodes; ARGV node, place, members. Answers who is new. */
  enter: `
    if redis.call('SADD', KEYS[3], ARGV[1]) == 1 then
      redis.call('SADD', KEYS[4], ARGV[2])
      redis.call('SADD', KEYS[5], ARGV[1])
    end
    local new = {}
    for i = 3, #ARGV do
      redis.call('ZADD', KEYS[2], 0, ARGV[i])
      if redis.call('ZADD', KEYS[1], 0, ARGV[i]) == 1 then new[#new + 1] = ARGV[i] end
    end
    return new`,

  /** KEYS all, here, nodes of the place, places of the node; ARGV node, place, prefix, members. Answers who is gone. */
  leave: `
    local gone = {}
    local others = redis.call('SMEMBERS', KEYS[3])
    for i = 4, #ARGV do
      redis.call('ZREM', KEYS[2], ARGV[i])
      local isElsewhere = false
      for _, other in ipairs(others) do
        local there = ARGV[3] .. 'here:' .. other .. ':' .. ARGV[2]
        if redis.call('ZSCORE', there, ARGV[i]) then isElsewhere = true end
      end
      if not isElsewhere and redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then gone[#gone + 1] = ARGV[i] end
    end
    if redis.call('EXISTS', KEYS[2]) == 0 then
      redis.call('SREM', KEYS[3], ARGV[1])
      redis.call('SREM', KEYS[4], ARGV[2])
    end
    return gone`,
} satisfies Record<string, string>

type ScriptName = keyof typeof scripts
export type RunScript = (name: ScriptName, keys: readonly string[], args: readonly string[]) => Promise<string[]>

/** A script that Redis forgets while the connection lives fails; whoever then connects anew brings it again. */
export async function loadScripts(client: Bun.RedisClient): Promise<RunScript> {
  const hashes = new Map<string, string>()
  for (const [name, text] of Object.entries(scripts)) hashes.set(name, await client.send('SCRIPT', ['LOAD', text]))
  return (name, keys, args) => client.send('EVALSHA', [hashes.get(name)!, String(keys.length), ...keys, ...args])
}
