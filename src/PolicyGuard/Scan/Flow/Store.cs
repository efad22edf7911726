namespace PolicyGuard.Scan.Flow;

/// <summary>
/// What is known at a point of the program, as a layer over what was known before a branch. To join branches costs what they wrote, not what
/// there is, so long programs stay linear.
/// </summary>
internal sealed class Store(Store? below)
{
    private Dictionary<(int Scope, string Name), Value>? _names;
    private Dictionary<int, Content>? _objects;
    private Dictionary<int, Hazard>? _cleared;

    public Store? Below { get; } = below;

    /// <summary>How much this layer changed.</summary>
    public int Changes => (_names?.Count ?? 0) + (_objects?.Count ?? 0) + (_cleared?.Count ?? 0);

    public Value? Get(Scope scope, string name) => Get((scope.Id, name));

    public void Set(Scope scope, string name, Value value) => (_names ??= [])[(scope.Id, name)] = value;

    public Content? Get(int id)
    {
        for (var layer = this; layer is not null; layer = layer.Below)
        {
            if (layer._objects is not null && layer._objects.TryGetValue(id, out var content))
            {
                return content;
            }
        }

        return null;
    }

    public void Set(int id, Content content) => (_objects ??= [])[id] = content;

    /// <summary>What a check on the way here has ruled out for an input.</summary>
    public Hazard Cleared(Atom atom)
    {
        var cleared = Hazard.None;
        for (Atom? part = atom; part is not null; part = part.Parent)
        {
            cleared |= Cleared(part.Id);
        }

        return cleared;
    }

    public void Clear(Atom atom, Hazard hazards) => (_cleared ??= [])[atom.Id] = Cleared(atom.Id) | hazards;

    /// <summary>Makes what these layers know the knowledge of this one, which must lie below each of them.</summary>
    public void Join(IReadOnlyList<Store> layers)
    {
        foreach (var key in layers.SelectMany(layer => layer.NamesAbove(this)).Distinct().ToList())
        {
            Value? all = null;
            foreach (var layer in layers)
            {
                var one = layer.Get(key);
                all = all is null ? one : one is null ? all : all.Join(one);
            }

            (_names ??= [])[key] = all!;
        }

        foreach (var id in layers.SelectMany(layer => layer.ObjectsAbove(this)).Distinct().ToList())
        {
            Content? all = null;
            foreach (var layer in layers)
            {
                var one = layer.Get(id);
                all = all is null ? one : one is null ? all : all.Join(one);
            }

            (_objects ??= [])[id] = all!;
        }

        foreach (var id in layers.SelectMany(layer => layer.ClearedAbove(this)).Distinct().ToList())
        {
            (_cleared ??= [])[id] = layers.Aggregate((Hazard)(-1), (all, layer) => all & layer.Cleared(id));
        }
    }

    /// <summary>Takes in what may have happened, or not, or in part: what a layer over a common bottom changed.</summary>
    public void JoinMaybe(Store layer, Store bottom)
    {
        foreach (var key in layer.NamesAbove(bottom).Distinct().ToList())
        {
            var after = layer.Get(key)!;
            (_names ??= [])[key] = Get(key)?.Join(after) ?? after;
        }

        foreach (var id in layer.ObjectsAbove(bottom).Distinct().ToList())
        {
            var after = layer.Get(id)!;
            (_objects ??= [])[id] = Get(id)?.Join(after) ?? after;
        }
    }

    /// <summary>All that was changed since a layer below, as one layer over it.</summary>
    public Store Flatten(Store bottom)
    {
        if (Below == bottom)
        {
            return this;
        }

        var flat = new Store(bottom);
        foreach (var key in NamesAbove(bottom).Distinct())
        {
            (flat._names ??= [])[key] = Get(key)!;
        }

        foreach (var id in ObjectsAbove(bottom).Distinct())
        {
            (flat._objects ??= [])[id] = Get(id)!;
        }

        foreach (var id in ClearedAbove(bottom).Distinct())
        {
            (flat._cleared ??= [])[id] = Cleared(id);
        }

        return flat;
    }

    private Value? Get((int Scope, string Name) key)
    {
        for (var layer = this; layer is not null; layer = layer.Below)
        {
            if (layer._names is not null && layer._names.TryGetValue(key, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private Hazard Cleared(int id)
    {
        for (var layer = this; layer is not null; layer = layer.Below)
        {
            if (layer._cleared is not null && layer._cleared.TryGetValue(id, out var cleared))
            {
                return cleared;
            }
        }

        return Hazard.None;
    }

    private IEnumerable<(int Scope, string Name)> NamesAbove(Store bottom) => LayersAbove(bottom).SelectMany(static layer => (IEnumerable<(int, string)>?)layer._names?.Keys ?? []);

    private IEnumerable<int> ObjectsAbove(Store bottom) => LayersAbove(bottom).SelectMany(static layer => (IEnumerable<int>?)layer._objects?.Keys ?? []);

    private IEnumerable<int> ClearedAbove(Store bottom) => LayersAbove(bottom).SelectMany(static layer => (IEnumerable<int>?)layer._cleared?.Keys ?? []);

    private IEnumerable<Store> LayersAbove(Store bottom)
    {
        for (var layer = this; layer is not null && layer != bottom; layer = layer.Below)
        {
            yield return layer;
        }
    }
}
