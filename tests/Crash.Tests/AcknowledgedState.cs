namespace Crash.Tests;

/// <summary>
/// The reference model: in which states each object can be, by what the daemon has answered. After an answer it is one; of a call that was
/// cut off it is two, that before and that after.
/// </summary>
internal sealed class AcknowledgedState
{
    /// <summary>The state of an object that is not there.</summary>
    public const string Absent = "absent";

    private readonly Dictionary<string, HashSet<string>> _possible = [];
    private readonly Lock _lock = new();

    /// <summary>Calls that were answered with success.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Calls whose answer got lost.</summary>
    public int CutOff { get; private set; }

    /// <summary>A call is made that is to bring the object into a state.</summary>
    public void Begin(string key, string next)
    {
        lock (_lock)
        {
            if (!_possible.TryGetValue(key, out HashSet<string>? states))
            {
                _possible[key] = states = [Absent];
            }

            states.Add(next);
        }
    }

    /// <summary>The daemon has said that it is done, or the answer is lost.</summary>
    public void End(string key, string next, bool acknowledged)
    {
        lock (_lock)
        {
            if (acknowledged)
            {
                _possible[key] = [next];
                Acknowledged++;
            }
            else
            {
                CutOff++;
            }
        }
    }

    /// <summary>Compares with what is there now; what was open is settled by it.</summary>
    public void Verify(IReadOnlyDictionary<string, string> found)
    {
        lock (_lock)
        {
            List<string> faults = [.. found.Keys.Except(_possible.Keys).Select(key => $"{key} is {found[key]}, but nobody has made it")];
            foreach ((string key, HashSet<string> states) in _possible)
            {
                string state = found.GetValueOrDefault(key, Absent);
                if (!states.Contains(state))
                {
                    faults.Add($"{key} is {state}, but can only be {string.Join(" or ", states)}");
                }
            }

            Assert.Empty(faults);
            foreach (string key in _possible.Keys.ToArray())
            {
                _possible[key] = [found.GetValueOrDefault(key, Absent)];
            }
        }
    }
}
