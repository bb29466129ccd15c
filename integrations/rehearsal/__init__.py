"""Stand-ins for the platforms that ship with the product: the real protocol over a real socket,
on this machine only. What is "published" here is seen by nobody outside."""
