using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt;

/// <summary>
/// The committed state, and who is looking at which: one writer at a time in the order of asking, any number of readers, a closing
/// that waits for both. Transactions may end on another thread than they began on.
/// </summary>
internal sealed class Sessions(Meta current, string path)
{
    private readonly object _gate = new();
    private readonly SortedDictionary<ulong, int> _readers = [];
    private ulong _nextTicket;
    private ulong _servedTicket;
    private bool _closing;

    /// <summary>Registers a reader of the committed state.</summary>
    public Meta EnterReader()
    {
        lock (_gate)
        {
            CheckOpen();
            _readers[current.TransactionId] = _readers.GetValueOrDefault(current.TransactionId) + 1;
            return current;
        }
    }

    public void LeaveReader(Meta meta)
    {
        lock (_gate)
        {
            int left = _readers[meta.TransactionId] - 1;
            if (left > 0)
            {
                _readers[meta.TransactionId] = left;
                return;
            }

            _readers.Remove(meta.TransactionId);
            if (_closing)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits until the writers before have left.</summary>
    /// <param name="oldestReader">The transaction id that the oldest reader sees; null if there is none.</param>
    public Meta EnterWriter(out ulong? oldestReader)
    {
        lock (_gate)
        {
            CheckOpen();
            ulong ticket = _nextTicket++;
            while (ticket != _servedTicket)
            {
                Monitor.Wait(_gate);
            }

            if (_closing)
            {
                NextWriter();
                CheckOpen();
            }

            oldestReader = _readers.Count > 0 ? _readers.First().Key : null;
            return current;
        }
    }

    /// <summary>Lets the next writer in.</summary>
    /// <param name="committed">The new state, for all that begins from now on; null if there is none.</param>
    public void LeaveWriter(Meta? committed)
    {
        lock (_gate)
        {
            current = committed ?? current;
            NextWriter();
        }
    }

    /// <summary>Refuses new transactions and waits for those that are open. False if that was done before.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            if (_closing)
            {
                return false;
            }

            _closing = true;
            while (_readers.Count > 0 || _servedTicket != _nextTicket)
            {
                Monitor.Wait(_gate);
            }

            return true;
        }
    }

    private void NextWriter()
    {
        _servedTicket++;
        Monitor.PulseAll(_gate);
    }

    private void CheckOpen()
    {
        if (_closing)
        {
            throw BoltException.Of(BoltError.DatabaseNotOpen, path);
        }
    }
}
