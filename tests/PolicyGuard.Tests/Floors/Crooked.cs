// A house that is built wrong on purpose: every type in Crooked.Lower reaches up in one way of its own.
#pragma warning disable CS0067, CS0169, CS0649, CS0414

using System.ComponentModel;

namespace Crooked.Upper
{
    internal class Thing
    {
        public static int Count;

        public static void Do()
        {
        }

        public static T Make<T>() => default!;
    }

    internal interface IRole;

    internal sealed class Trouble : Exception;

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MarkAttribute : Attribute;

    internal delegate void Happened();

    // Down is right.
    internal sealed class LooksDown
    {
        public Lower.Deep.Good? Good { get; set; }
    }
}

namespace Crooked.Beside
{
    internal sealed class LooksSideways
    {
        public Lower.Deep.Good? Good { get; set; }
    }
}

namespace Crooked.Lower.Deep
{
    internal sealed class Good
    {
        public static List<Good?> All(Func<int, Good> make) => [.. Enumerable.Range(0, 3).Select(make)];
    }
}

namespace Crooked.Lower
{
    using Upper;

    internal sealed class ByBase : Thing;

    internal sealed class ByInterface : IRole;

    internal sealed class ByInterfaceArgument : IEquatable<Thing>
    {
        public bool Equals(Thing? other) => false;
    }

    internal sealed class ByBaseArgument : List<Thing>;

    internal sealed class ByField
    {
        private readonly Thing? _thing;
    }

    internal sealed class ByArgumentOfAField
    {
        private readonly Dictionary<int, List<Thing[]>>? _things;
    }

    internal sealed class ByProperty
    {
        public Thing? Thing { get; set; }
    }

    internal sealed class ByEvent
    {
        public event Happened? Happened;
    }

    internal sealed class ByParameter
    {
        public void Take(Thing thing)
        {
        }
    }

    internal sealed class ByReference
    {
        public void Take(out Thing? thing) => thing = null;
    }

    internal sealed class ByReturn
    {
        public ValueTask<Thing[]> Give() => throw new NotSupportedException();
    }

    internal interface IByReturn
    {
        Thing Give();
    }

    internal sealed class ByConstraint<T>
        where T : Thing;

    internal sealed class ByConstraintOfAMethod
    {
        public void Take<T>(T value)
            where T : IEnumerable<Thing>
        {
        }
    }

    [Mark]
    internal sealed class ByAttribute;

    internal sealed class ByAttributeOfAMember
    {
        [Mark]
        public int Number { get; set; }
    }

    internal sealed class ByAttributeOfAParameter
    {
        public void Take([Mark] int number)
        {
        }
    }

    internal sealed class ByAttributeOfAReturn
    {
        [return: Mark]
        public int Give() => 1;
    }

    internal sealed class ByAttributeOfAGeneric<[Mark] T>;

    [TypeConverter(typeof(Thing))]
    internal sealed class ByArgumentOfAnAttribute;

    internal sealed class ByTypeof
    {
        public string Name() => typeof(Thing).Name;
    }

    internal sealed class ByNew
    {
        public object Make() => new Thing();
    }

    internal sealed class ByArray
    {
        public object Make() => new Thing[3];
    }

    internal sealed class ByCall
    {
        public void Do() => Thing.Do();
    }

    internal sealed class ByStaticField
    {
        public int Read() => Thing.Count;
    }

    internal sealed class ByArgumentOfAMethod
    {
        public object Make() => Array.Empty<Thing>();
    }

    internal sealed class ByReceiver
    {
        public int Make() => Thing.Make<int>();
    }

    internal sealed class ByMethodGroup
    {
        public Action Make() => Thing.Do;
    }

    internal sealed class ByPattern
    {
        public bool Is(object value) => value is Thing;
    }

    internal sealed class ByCatch
    {
        public void Do(Action action)
        {
            try
            {
                action();
            }
            catch (Trouble)
            {
            }
        }
    }

    internal sealed class ByFilter
    {
        public void Do(Action action)
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is Trouble)
            {
            }
        }
    }

    internal sealed class ByLocal
    {
        public string? Do()
        {
            var pair = default(KeyValuePair<int, Thing>);
            return pair.ToString();
        }
    }

    internal sealed class ByLambda
    {
        public Func<object> Make(int number) => () => number > 0 ? new Thing() : number;
    }

    internal sealed class ByLocalFunction
    {
        public object Make()
        {
            return Inner();
            static object Inner() => new Thing();
        }
    }

    internal sealed class ByAsync
    {
        public async Task<object> Make()
        {
            await Task.Yield();
            return new Thing();
        }
    }

    internal sealed class ByIterator
    {
        public IEnumerable<object> Make()
        {
            yield return new Thing();
        }
    }

    internal sealed class ByStaticConstructor
    {
        private static readonly object Made = new Thing();
    }

    internal sealed class ByNestedType
    {
        private sealed class Inner
        {
            private readonly Thing? _thing;
        }
    }

    internal sealed class ByExplicitImplementation : IEnumerable<int>
    {
        IEnumerator<int> IEnumerable<int>.GetEnumerator() => Thing.Make<IEnumerator<int>>();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null!;
    }

    internal static class ByExtension
    {
        public static void Do(this Thing thing)
        {
        }
    }

    internal record struct ByRecord(Thing Thing);

    internal delegate void ByDelegate(Thing thing);
}
