"""Who may see which analyses: the one place that says it (R25).

The analysis of one customer is for whoever sees him, with the lines behind it; those of many customers are
for managers, and for representatives, who see their own customers in them.
"""

# Of one customer.
ONE_CUSTOMER = "analytics.view_saleline"
# Of all the customers whom one sees.
MANY_CUSTOMERS = "analytics.view_analyses"
