using System.Globalization;
using System.Text;
using PluginHost.Bolt;

namespace Bolt.Tests.Support;

/// <summary>Random transactions, made on a database and on a model of it alike. The same seed gives the same transactions.</summary>
internal sealed class Workload(int seed, int keyRange = 400, int largestValue = 3000)
{
    private readonly Random _random = new(seed);

    /// <summary>What the database should contain now.</summary>
    public ModelBucket Model { get; private set; } = new();

    /// <summary>One transaction; now and then it is rolled back.</summary>
    public void Step(Database database)
    {
        ModelBucket changed = Model.Clone();
        using Transaction transaction = database.Begin(writable: true);
        bool growing = _random.Next(3) > 0;
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            ChangeTopLevel(transaction, changed, growing);
        }

        if (_random.Next(12) == 0)
        {
            return;
        }

        transaction.Commit();
        Model = changed;
    }

    private void ChangeTopLevel(Transaction transaction, ModelBucket model, bool growing)
    {
        string name = Name("top", 4);
        if (_random.Next(30) == 0 && model.Buckets.Remove(Hex(name)))
        {
            transaction.DeleteBucket(name);
            return;
        }

        Bucket bucket = transaction.CreateBucketIfNotExists(name);
        Change(bucket, Child(model, name), growing, _random.Next(5));
    }

    private void Change(Bucket bucket, ModelBucket model, bool growing, int depth)
    {
        int changes = growing ? _random.Next(60) : _random.Next(150);
        for (int i = 0; i < changes; i++)
        {
            ChangeKey(bucket, model, growing);
        }

        if (_random.Next(8) == 0)
        {
            model.Sequence++;
            Assert.Equal(model.Sequence, bucket.NextSequence());
        }

        string name = Name("sub", 5);
        if (_random.Next(6) == 0 && model.Buckets.Remove(Hex(name)))
        {
            bucket.DeleteBucket(name);
        }
        else if (depth > 0)
        {
            Change(bucket.CreateBucketIfNotExists(name), Child(model, name), growing, depth - 1);
        }
    }

    private void ChangeKey(Bucket bucket, ModelBucket model, bool growing)
    {
        string key = Name("key", keyRange);
        if (_random.Next(20) == 0)
        {
            key += new string('x', _random.Next(600));
        }

        if (_random.Next(10) < (growing ? 8 : 2))
        {
            byte[] value = new byte[_random.Next(25) == 0 ? _random.Next(largestValue) : _random.Next(60)];
            _random.NextBytes(value);
            bucket.Put(key, value);
            model.Values[Hex(key)] = value;
        }
        else
        {
            Assert.Equal(model.Values.Remove(Hex(key)), bucket.Delete(key));
        }
    }

    private static ModelBucket Child(ModelBucket model, string name)
    {
        if (!model.Buckets.TryGetValue(Hex(name), out ModelBucket? child))
        {
            model.Buckets.Add(Hex(name), child = new ModelBucket());
        }

        return child;
    }

    private string Name(string prefix, int range) => prefix + _random.Next(range).ToString("d3", CultureInfo.InvariantCulture);

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
